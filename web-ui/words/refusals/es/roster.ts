// What is refused, and why, in Spanish: the roster: joining, pages, keys. How this is read: web-ui/words/refusals.ts.

import type { Sentences } from '../../refusals.ts';

export const roster: Sentences = {
  'This key was said to be in other hands: by you, or by three of your guardians.':
    'Se ha dicho que esta llave está en otras manos: lo dijo usted, o tres de sus guardianes.',
  'Take a new key with the help of your guardians, or with the recovery key on paper.':
    'Tome una llave nueva con la ayuda de sus guardianes, o con la llave de recuperación en papel.',
  'Your new key waits, so that whoever held the old one can object.':
    'Su nueva llave espera, para que quien tenía la antigua pueda oponerse.',
  'Wait; you can chat, call for help and receive meanwhile.':
    'Espere; mientras tanto puede conversar, pedir ayuda y recibir pagos.',
  'The old key objected to your new one, so neither has power.':
    'La llave antigua se opuso a la nueva, así que ninguna tiene poder.',
  'Meet, and propose a decision that adopts the new key.':
    'Reúnanse, y proponga una decisión que adopte la llave nueva.',
  'Only members can do this.': 'Esto solo pueden hacerlo los miembros.',
  'Ask for sponsors; you are a member when the next page is closed.':
    'Pida avales; será miembro cuando se cierre la próxima página.',
  'A name has at most {#1} bytes.': 'Un nombre tiene como mucho {#1} bytes.',
  'Shorten the name.': 'Acorte el nombre.',
  'Nobody has admitted you yet.': 'Nadie le ha admitido aún.',
  'Ask a member to scan your join request.': 'Pida a un miembro que escanee su solicitud.',
  'An admission with co-sponsors needs their signatures.': 'Una admisión con más avalistas necesita sus firmas.',
  'Complete the draft.': 'Complete el borrador.',
  'This key is or was a member here.': 'Esta llave es o fue ya miembro aquí.',
  'Let the person make a new key.': 'Que la persona cree una llave nueva.',
  'The request is not signed with the key it names.': 'La solicitud no está firmada con la llave que nombra.',
  'Scan the join request again, from the device that made it.':
    'Escanee otra vez la solicitud, desde el dispositivo que la hizo.',
  'Nobody has admitted this person yet.': 'Nadie ha admitido aún a esta persona.',
  'Scan the join request and admit them.': 'Escanee la solicitud y admita a la persona.',
  'This person is or was a member already.': 'Esta persona es o fue ya miembro.',
  'You have already sponsored this person.': 'Ya ha avalado a esta persona.',
  'Other members can sponsor, too.': 'También otros miembros pueden avalarla.',
  'Two different pages {#1} were both confirmed: more keys lie than the rules allow for.':
    'Se confirmaron dos páginas {#1} distintas: mienten más llaves de las que las reglas aguantan.',
  'Compare the two pages in person, and found the community anew from the one you keep.':
    'Comparen las dos páginas en persona, y creen de nuevo la comunidad desde la que conserven.',
  'You have already proposed page {#1}.': 'Ya ha propuesto la página {#1}.',
  'Wait until it is confirmed; the others can see it.': 'Espere a que la confirmen; los demás pueden verla.',
  'A page carries at most {#1} open exclusive matters, and you have bound on {#2}.':
    'Una página lleva como mucho {#1} asuntos exclusivos abiertos, y usted se ha comprometido en {#2}.',
  'Let one of them be decided first.': 'Deje que antes se decida uno de ellos.',
  'These bytes are no key that can sign.': 'Estos bytes no son una llave que pueda firmar.',
  'Let the new device make its key again.': 'Que el dispositivo nuevo vuelva a crear su llave.',
  'Only your first device can add others.': 'Solo su primer dispositivo puede añadir otros.',
  'Do this on the device you joined with.': 'Hágalo en el dispositivo con el que se unió.',
  'Log {#1} is taken.': 'El número {#1} ya está ocupado.',
  'Choose another number.': 'Elija otro número.',
  'Guardians are five other members of three households; these are {#1} of {#2}.':
    'Los guardianes son otros cinco miembros de tres hogares; estos son {#1} de {#2}.',
  'Choose five people whom you would trust with your door key.':
    'Elija cinco personas a quienes confiaría la llave de su casa.',
  'You are not a guardian of this person.': 'Usted no es guardián de esta persona.',
  'Only the guardians they named can do this.': 'Solo pueden hacerlo los guardianes que esa persona nombró.',
  'You still have your key.': 'Usted aún tiene su llave.',
  'Use "Replace the key of this device".': 'Use «Cambiar la llave de este dispositivo».',
  'This would not end the key that counts now.': 'Esto no acabaría con la llave que vale ahora.',
  'Make the draft again.': 'Haga otra vez el borrador.',
  'A signature of a guardian, or of the new key, is missing.':
    'Falta una firma: la de un guardián o la de la llave nueva.',
  'Let everybody sign first.': 'Antes, que firmen todos.',
  'The recovery key did not sign this.': 'La llave de recuperación no firmó esto.',
  'Scan the paper again.': 'Escanee otra vez el papel.',
  'You are away already.': 'Ya consta como ausente.',
  'You are here already.': 'Ya consta como presente.',
  'Nothing more is needed.': 'No hace falta nada más.',
  'That is no new key in your name.': 'Esa no es una llave nueva a su nombre.',
  'Look the record up in the list of new keys.': 'Busque el registro en la lista de llaves nuevas.',
  'A name is missing.': 'Falta un nombre.',
  'Write how people call you.': 'Escriba cómo le llaman.',
  'This name takes {#1} bytes on the air, and {#2} have room.':
    'Este nombre ocupa {#1} bytes en el aire, y caben {#2}.',
  'Use your first name or a short form.': 'Use su nombre de pila o una forma corta.',
  'The house number is missing.': 'Falta el número de casa.',
  'Give a number from 1 to {#1}.': 'Dé un número de 1 a {#1}.',
  'The community has no name yet.': 'La comunidad aún no tiene nombre.',
  'Write what it is called.': 'Escriba cómo se llama.',
  'This name takes {#1} bytes, and {#2} have room.': 'Este nombre ocupa {#1} bytes, y caben {#2}.',
  'Shorten it.': 'Acórtelo.',
  'This join request does not read.': 'Esta solicitud no se puede leer.',
  'Copy the whole text again from the phone that wants to join.':
    'Copie otra vez el texto entero del teléfono que quiere unirse.',
  'it follows a page that is not closed here': 'sigue a una página que aquí no está cerrada',
  'its author does not belong to the page before': 'su autor no pertenece a la página anterior',
  'the key of its author is not believed': 'no se cree en la llave de su autor',
  'it lists somebody twice': 'nombra a alguien dos veces',
  '{1} is a member already': '{1} ya es miembro',
  '{1} was a member before and left; a person who comes back is admitted with a new key':
    '{1} ya fue miembro y se fue; a quien vuelve se le admite con una llave nueva',
  '{1} nobody has admitted this person yet': '{1}: nadie ha admitido aún a esta persona',
  '{1} joins when the next page is closed': '{1} entra cuando se cierre la próxima página',
  '{1} is to be removed, but did not leave': '{1} se quitaría de la lista, pero no se fue',
  'it omits {#1} open matters that you have bound on':
    'omite {#1} {1:asunto abierto|asuntos abiertos} en {1:el|los} que usted se ha comprometido',
  '{1} is put out without a decision that is held here and not paused':
    'se expulsa a {1} sin una decisión que esté aquí y no en pausa',
  'key {#1} of the charter changes without a decision that is held here and not paused':
    'el punto {#1} del estatuto cambia sin una decisión que esté aquí y no en pausa',
  'it changes a key twice': 'cambia un punto dos veces',
  '{1} needs {#2} more sponsor': 'a {1} le falta el aval de {#2} miembro más',
  '{1} needs {#2} more sponsor ({#3} of those who vouch did so for others lately)':
    'a {1} le falta el aval de {#2} miembro más ({#3} de quienes avalan ya {3:avaló|avalaron} hace poco a otros)',
  '{1} needs {#2} more sponsor and a sponsor of another household':
    'a {1} le falta el aval de {#2} miembro más y el de otro hogar',
  '{1} needs {#2} more sponsor and a sponsor of another household ({#3} of those who vouch did so for others lately)':
    'a {1} le falta el aval de {#2} miembro más y el de otro hogar ({#3} de quienes avalan ya {3:avaló|avalaron} hace poco a otros)',
  '{1} needs {#2} more sponsors': 'a {1} le faltan los avales de {#2} miembros más',
  '{1} needs {#2} more sponsors ({#3} of those who vouch did so for others lately)':
    'a {1} le faltan los avales de {#2} miembros más ({#3} de quienes avalan ya {3:avaló|avalaron} hace poco a otros)',
  '{1} needs {#2} more sponsors and a sponsor of another household':
    'a {1} le faltan los avales de {#2} miembros más y el de otro hogar',
  '{1} needs {#2} more sponsors and a sponsor of another household ({#3} of those who vouch did so for others lately)':
    'a {1} le faltan los avales de {#2} miembros más y el de otro hogar ({#3} de quienes avalan ya {3:avaló|avalaron} hace poco a otros)',
  '{1} needs a sponsor of another household': 'a {1} le falta el aval de otro hogar',
  '{1} needs a sponsor of another household ({#2} of those who vouch did so for others lately)':
    'a {1} le falta el aval de otro hogar ({#2} de quienes avalan ya {2:avaló|avalaron} hace poco a otros)',
  'Add a new device instead and go on there, or let your guardians give you a new key if this one is lost.':
    'Añada mejor otro dispositivo y siga en él, o pida a sus guardianes una clave nueva si esta se perdió.',
  'Copy the whole text again from the device that made the key.':
    'Copie de nuevo el texto entero desde el dispositivo que hizo la clave.',
  'Copy the whole text again from the new device.': 'Copie de nuevo el texto entero desde el dispositivo nuevo.',
  'The new key did not sign that it is to be taken in.': 'La clave nueva no firmó que se la admita.',
  'This key was replaced {#1} times already, and whoever comes new tries {#2} keys.':
    'Esta clave ya se reemplazó {#1} veces, y quien llega nuevo prueba {#2} claves.',
  'This text has no part that begins with "fd1".': 'En este texto nada empieza por «fd1».',
  'This text of a device does not read.': 'Este texto de un dispositivo no se puede leer.',
};
